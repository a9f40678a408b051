// GET /currencies lists the currencies of ISO 4217 with their digits, for clients that format amounts.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { Exponent, Nullable } from '#http/schema.ts'
import { currencies } from '#lib/currencies.ts'

export const CurrencyModel = Type.Object(
  {
    code: Type.String({ examples: ['EUR'] }),
    exponent: Exponent,
    ended_on: Nullable(
      Type.String({
        format: 'date',
        description: 'The last day as legal tender; null for a current currency.',
        examples: ['2026-01-31'],
      }),
    ),
  },
  { title: 'Currency' },
)

const Currencies = Type.Object({ items: Type.Array(CurrencyModel) })

export const currenciesRoutes = ({ guard }: { guard: Guard }) =>
  new Elysia({ name: 'currencies', normalize: false })
    .use(guard)
    .get('/currencies', () => json({ items: currencies() }), {
      who: 'anyone',
      response: responses(200, Currencies),
      detail: {
        operationId: 'listCurrencies',
        summary: 'Currencies, current and retired, with their digits',
        tags: ['Currencies'],
      },
    })
