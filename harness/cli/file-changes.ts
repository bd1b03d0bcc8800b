/** `--files GLOB`: tells when a file changes whose path matches. */
import { readdirSync, statSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { UsageError } from '../foundation/usage-error.ts'

/** Milliseconds without a change: an editor, or a build, writes more than once. */
const quietMs = 100

/** What Git and packages do there is no change of the site. */
const unwatched = new Set(['node_modules', '.git'])

/** Two stars stand for any folders, `*` and `?` for what is within a name, `{ts,css}` for one of them. */
export const globPattern = (glob: string): RegExp => {
  const source = glob.replaceAll(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{}]+/g, part => {
    if (part === '**/') return '(?:[^/]+/)*'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    const quoted = (text: string): string => text.replaceAll(/[$()+.[\\\]^|]/g, String.raw`\$&`)
    return part.startsWith('{') ? `(?:${part.slice(1, -1).split(',').map(quoted).join('|')})` : quoted(part)
  })
  return new RegExp(`^${source}$`)
}

/** The folder that a glob looks in: its parts before the first sign. A name of a file or folder means it, and all below. */
const rootOf = (glob: string): { root: string; pattern: RegExp } => {
  const parts = glob.replace(/^\.\//, '').split('/')
  const first = parts.findIndex(part => /[*?{]/.test(part))
  const stat = first < 0 ? statSync(glob, { throwIfNoEntry: false }) : undefined
  if (stat?.isDirectory()) return { root: glob, pattern: /./ }
  const fixed = first < 0 ? parts.length - 1 : first
  const root = parts.slice(0, fixed).join('/') || (glob.startsWith('/') ? '/' : '.')
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory() || (first < 0 && !stat))
    throw new UsageError(
      `--files ${glob}: there is no such ${first < 0 ? 'file' : 'folder'}: ${first < 0 ? glob : root}`,
    )
  return { root, pattern: globPattern(parts.slice(fixed).join('/')) }
}

/**
 * Calls `tell` when such files have changed, and nothing more has for a moment; with the moment of the last change. `except`: a folder of
 * ours in which files change all the time. `fail`: what can't be watched, in a sentence. Answers with what ends it. Throws a UsageError.
 */
export const watchFiles = (
  globs: readonly string[],
  except: string,
  tell: (at: number) => void,
  fail: (because: string) => void,
): (() => void) => {
  const roots = globs.map(rootOf).map(({ root, pattern }) => ({ root: resolve(root), pattern }))
  const isMeant = (path: string): boolean =>
    roots.some(({ root, pattern }) => path.startsWith(root) && pattern.test(relative(root, path).split(sep).join('/')))
  const watchers = new Map<string, FSWatcher>()
  let timer: NodeJS.Timeout | undefined
  const changed = (): void => {
    const at = performance.now()
    clearTimeout(timer)
    timer = setTimeout(() => tell(at), quietMs)
  }
  /** Folder by folder: the system's own way to watch all below would watch every package. */
  const watchFolder = (folder: string): void => {
    if (watchers.has(folder) || folder === resolve(except)) return
    try {
      const watcher = watch(folder, (_event, name) => {
        if (name === null || unwatched.has(name)) return
        const path = join(folder, name)
        if (isFolder(path)) watchFolder(path)
        if (isMeant(path)) changed()
      })
      watcher.on('error', () => watcher.close())
      watchers.set(folder, watcher)
      for (const entry of readdirSync(folder, { withFileTypes: true }))
        if (entry.isDirectory() && !unwatched.has(entry.name)) watchFolder(join(folder, entry.name))
    } catch (error) {
      fail(`--files: changes in ${folder} are not seen (${(error as NodeJS.ErrnoException).code ?? String(error)})`)
    }
  }
  for (const { root } of roots) watchFolder(root)
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers.values()) watcher.close()
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
