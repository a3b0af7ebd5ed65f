"""THE OUTSIDE WORLD: settings, commands, webhook, turns, postman, Zalo clients; here the parts are put together."""
