"""What the assistant knows, and how the right part of it is found."""
