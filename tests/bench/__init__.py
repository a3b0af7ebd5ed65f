"""How fast the service is, durable, from the posted event to the delivered reply: `make bench`."""
