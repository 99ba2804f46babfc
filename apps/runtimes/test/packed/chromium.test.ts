import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { chromiumPath } from '../../../../scripts/chromium.mjs'
import { chromiumPath as ofTheTests } from '../../src/chromium/chromium.ts'
import { Project } from '../../src/install/install.ts'

test('a Chromium is the one that is named, or the first in the PATH', () => {
  using project = new Project(inject('projects'))
  const PATH = project.folder
  const browser = project.write('google-chrome', '')
  const better = project.write('chromium', '')
  expect(chromiumPath({ PATH })).toBe(better)
  expect(chromiumPath({ PATH, CHROMIUM_PATH: browser })).toBe(browser)
  expect(chromiumPath({ PATH, CHROMIUM_PATH: '' })).toBe(join(PATH, 'chromium'))
})

test('the tests find the one that npm test finds', () => {
  expect(ofTheTests()).toBe(chromiumPath())
})
