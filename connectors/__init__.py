"""How people reach the assistant: one module or package a channel.

A connector turns what its channel sends into an `InboundMessage`, hands it to a `Conversation` and
renders the `OutboundMessage`s as its channel can. It knows the conversation only through
`connectors.protocol`, which the running service implements.
"""
