import { library } from '../../tsdown.recipe.ts'
// '#dial' stays an import: package.json chooses the file by runtime, so each is an entry.
export default library({
  entry: [
    'src/index.ts',
    'src/browser/index.ts',
    ...['workerd', 'deno', 'bun', 'node', 'web'].map((name) => `src/dial/${name}.ts`),
  ],
  neverBundle: ['#dial'],
})
