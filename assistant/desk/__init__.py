"""The desk: people behind the bot, the conversations they hold and what helps them answer."""
