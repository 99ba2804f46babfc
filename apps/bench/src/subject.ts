/** Whose wins the others' are counted against, and whose cost is told part by part. */
export const subject = 'wsrpc'
