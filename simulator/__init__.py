"""The local Zalo: an Official Account platform played by us, reached over HTTP only."""
