"""What is kept: SQLAlchemy on SQLite or PostgreSQL. SQL stands in the repositories only."""
