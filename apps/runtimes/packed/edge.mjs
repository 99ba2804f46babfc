// An edge worker that does what `example` says for half a minute. Only while it handles a request may it open a socket,
// and only so long is that open.
export default {
  async fetch() {
    await import('example')
    await scheduler.wait(30_000)
    return new Response('over')
  },
}
