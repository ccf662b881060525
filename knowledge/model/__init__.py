"""The records of the knowledge base, as they stand in `knowledge/corpus`."""
