/** Ends the demo with a message for people. Its stack is of no use to them. */
export class Failure extends Error {
  override readonly name: string = 'Failure'
}
