"""THE OUTSIDE WORLD: settings, command line, webhook, turns, postman, Zalo clients; where the parts are put together."""
