// Other modules, workers and the command line may import these names of products.

export { upsertProduct } from './commands.ts'
export { ProductModel } from './model.ts'
export { loadProductsBySku, type Product, rewordProducts } from './store.ts'
