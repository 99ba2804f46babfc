const worker = new Worker('/worker.js', { type: 'module' })

/** What the worker answers next. */
function ask(question: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
    worker.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true })
    worker.postMessage(question)
  })
}

const refusesEval = ask(JSON.parse(decodeURIComponent(location.search.slice(1))))
Object.assign(globalThis, { ask, refusesEval })
