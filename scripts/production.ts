// Loaded before everything else (bunfig.toml): what runs from source and the tests take the same path
// through Elysia as the compiled binary. Its development mode prints what was sent into its errors, and
// throws where an object has a member `toString`.

process.env.NODE_ENV = 'production'
