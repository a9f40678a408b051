// The routes of the catalog.

import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import type { Execute } from '#commands/command.ts'
import type { Db } from '#db/port.ts'
import { type Caller, isStaff } from '#domain/access.ts'
import { answer, json } from '#http/answer.ts'
import type { Guard } from '#http/guard.ts'
import { responses } from '#http/responses.ts'
import { IdParams, Page } from '#http/schema.ts'
import { createProduct, patchProduct, removeProduct, upsertProduct } from './commands.ts'
import {
  NewProduct,
  ProductModel,
  ProductPatch,
  ProductQuery,
  ProductUpsert,
  Sku,
} from './model.ts'
import { readProduct, readProducts } from './queries.ts'
import { loadProduct, loadProductBySku } from './store.ts'

interface ProductsDeps {
  guard: Guard
  execute: Execute
  db: Pick<Db, 'read'>
}

const READ = { user: 'catalog:read' } as const
const WRITE = { staff: 'catalog:write' } as const

export function productsRoutes({ guard, execute, db }: ProductsDeps) {
  const exists = async ({ id = '' }: Record<string, string>, caller: Caller): Promise<boolean> => {
    const product = await loadProduct(db.read, id)
    return product !== null && (product.active || isStaff(caller))
  }
  const onProduct = { params: IdParams('prd'), exists }
  const describe = (operationId: string, summary: string) => ({
    detail: { operationId, summary, tags: ['Products'] },
  })

  return new Elysia({ name: 'products', normalize: false })
    .use(guard)
    .post('/products', ({ body, call }) => answer(execute(createProduct, body, call)), {
      who: WRITE,
      body: NewProduct,
      response: responses(201, ProductModel, ['sku_taken']),
      ...describe('createProduct', 'Add a product'),
    })
    .get(
      '/products',
      async ({ query, call }) => json(await readProducts(db.read, query, call.caller)),
      {
        who: READ,
        query: ProductQuery,
        response: responses(200, Page(ProductModel)),
        ...describe('listProducts', 'Products, newest first; the active ones for customers'),
      },
    )
    .get(
      '/products/:id',
      async ({ params: { id }, call }) => {
        const { body, version } = await readProduct(db.read, id, call.caller)
        return json(body, { version })
      },
      {
        who: READ,
        ...onProduct,
        response: responses(200, ProductModel),
        ...describe('getProduct', 'One product'),
      },
    )
    .patch(
      '/products/:id',
      ({ params: { id }, body, call }) => answer(execute(patchProduct, { ...body, id }, call)),
      {
        who: WRITE,
        ...onProduct,
        body: ProductPatch,
        response: responses(200, ProductModel, ['sku_taken']),
        ...describe('updateProduct', 'Change a product'),
      },
    )
    .delete('/products/:id', ({ params, call }) => answer(execute(removeProduct, params, call)), {
      who: WRITE,
      ...onProduct,
      response: responses(204, null),
      ...describe('deleteProduct', 'Remove a product; one that was ordered is deactivated'),
    })
    .put(
      '/products/by-sku/:sku',
      async ({ params: { sku }, body, call }) => {
        const known = await loadProductBySku(db.read, sku)
        return answer(execute(upsertProduct, { ...body, sku, id: known?.id ?? null }, call))
      },
      {
        who: WRITE,
        params: Type.Object({ sku: Sku }),
        body: ProductUpsert,
        response: {
          ...responses(201, ProductModel),
          ...responses(200, ProductModel),
        },
        ...describe('putProduct', 'Add the product of a sku, or change the given fields'),
      },
    )
}
