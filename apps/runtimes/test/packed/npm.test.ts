import { delimiter, dirname, join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { Project } from '../../src/install/install.ts'
import { npmCommand, npmInstall } from '../../src/install/npm.ts'
import { userEnvironment } from '../../src/install/run.ts'

test('a registry that is not there is given up soon, and named', async ({ signal }) => {
  using project = new Project(inject('projects'))
  const env = {
    ...userEnvironment(),
    npm_config_registry: 'http://127.0.0.1:1/',
    npm_config_cache: join(project.folder, 'cache'),
  }
  const install = npmInstall(['eventemitter3', 'ws', 'isows'], { cwd: project.folder, env, signal })
  await expect(install).rejects.toThrow('ECONNREFUSED 127.0.0.1:1')
})

test('on Windows npm is the script beside the one that only a shell runs', () => {
  using project = new Project(inject('projects'))
  const script = project.write(join('with a blank', 'node_modules', 'npm', 'bin', 'npm-cli.js'), '')
  const path = [dirname(project.folder), join(project.folder, 'with a blank')].join(delimiter)
  expect(npmCommand('win32', path)).toEqual([process.execPath, script])
  expect(npmCommand('linux', path)).toEqual(['npm'])
  expect(() => npmCommand('win32', '')).toThrow(/no npm here: install it/)
})
