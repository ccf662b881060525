"""The running service: settings, dialogue, conversations, storage, HTTP and the command line."""
