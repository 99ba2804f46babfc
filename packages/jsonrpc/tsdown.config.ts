import { library } from '../../tsdown.recipe.ts'
export default library({ entry: ['src/index.ts'] })
