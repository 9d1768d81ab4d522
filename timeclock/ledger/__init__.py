"""The Merkle log (RFC 9162): leaves, tree, signed heads and receipts; pure but for the keys read from files."""
