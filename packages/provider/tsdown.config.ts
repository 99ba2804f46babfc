import { library } from '../../tsdown.recipe.ts'
// '#dial' stays an import: package.json chooses the file by runtime, so both are entries.
export default library({
  entry: ['src/index.ts', 'src/dial/node.ts', 'src/dial/web.ts'],
  neverBundle: ['#dial'],
})
