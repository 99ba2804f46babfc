export { JsonRpcError } from './errors.ts'
export { jsonrpc, type JsonRpcOptions } from './jsonrpc.ts'
