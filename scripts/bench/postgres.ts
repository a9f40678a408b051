// A throwaway PostgreSQL with its usual settings, which wait for the disk at each commit.

import { SQL } from 'bun'
import { startPostgres } from '#test/helpers/postgres-server.ts'

export interface Postgres {
  /** The URL of a new database. */
  database(): Promise<string>
}

export async function withPostgres<T>(work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const server = await startPostgres(['shared_buffers=256MB'])
  let count = 0
  async function database(): Promise<string> {
    count += 1
    const sql = new SQL({ url: server.url('postgres'), max: 1 })
    try {
      await sql.unsafe(`CREATE DATABASE bench_${count}`)
    } finally {
      await sql.close({ timeout: 0 })
    }
    return server.url(`bench_${count}`)
  }
  try {
    return await work({ database })
  } finally {
    await server.stop()
  }
}
