"""What Node libraries say about what we sign, and we about what they sign."""
