// The dictionary of packed answers: what the answers of commands have in common, an order's above all. The
// most frequent parts are at its end, where zstd refers to them in the fewest bits. Each KB of it takes 0.8 us
// of a packing.
//
// It never changes: an answer is read with the dictionary it was packed with. A better one is added after it.

const line =
  '{"id":"lin_01m","position":1,"kind":"product","product_id":"prd_01m","sku":"","title":"","attributes":{},' +
  '"unit_price":0,"quantity":1,"tax_rate_ppm":0,"discount_total":0,"tax_total":0,"net_total":0,' +
  '"gross_total":0,"requires_shipping":true,"qty_cancelled":0,"qty_shipped":0,"qty_delivered":0,' +
  '"qty_return_requested":0,"qty_returned":0,"qty_refunded":0}'

export const FIRST_DICTIONARY = [
  '/orders/ord_01m\n{"id":"ord_01m","number":"1001","version":1,"status":"pending","payment_status":"unpaid",',
  '"fulfillment_status":"unfulfilled","return_status":"none","display_status":"pending","on_hold":false,',
  '"customer_id":null,"email":"@example.com","phone":null,"currency":"EUR","exponent":2,',
  '"prices_include_tax":false,"tax_rounding":"line","tax_status":"taxable","subtotal":0,"discount_total":0,',
  '"shipping_total":0,"fee_total":0,"tax_total":0,"total":0,"credit_total":0,"authorized_total":0,',
  '"captured_total":0,"refunded_total":0,"due_total":0,"billing_address":null,"shipping_address":{"name":"",',
  '"company":null,"line1":"","line2":null,"city":"","region":null,"postal_code":"","country":"DE","phone":null},',
  '"source":"api","external_source":null,"external_id":null,"origin_order_id":null,"customer_note":null,',
  '"hold_reason":null,"attention":false,"attention_reason":null,"tags":[],"metadata":{},',
  '"created_by":{"type":"user","id":1},"customer_joined":false,"tracking_token":"","placed_at":"20',
  '"confirmed_at":null,"completed_at":null,"cancelled_at":null,"cancel_reason":null,"expires_at":"20',
  `"archived_at":null,"created_at":"20","updated_at":"20","lines":[${line},`,
  '],"shipping":[],"fees":[],"discounts":[],"tax_lines":[],"payments":[],"credits":[],"fulfillments":[],',
  '"returns":[],"notes":[],"allowed":["confirm","cancel","hold","archive","edit","update","pay"]}',
].join('')
