"""Who may sit at the desk: accounts, passwords, sessions, sign-in, and the log of what they did."""
