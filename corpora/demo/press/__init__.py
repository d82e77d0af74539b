"""What sets the demo corpus: the markup, the type, the spoilt pages."""
