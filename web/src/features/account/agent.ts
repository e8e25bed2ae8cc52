/** A browser's own description in few words: Chrome · Windows. Null when it is not one of those that are known. */
export function browserOf(agent: string): string | null {
  const browsers: [RegExp, string][] = [
    [/Edg\//, 'Edge'],
    [/OPR\//, 'Opera'],
    [/MicroMessenger/, '微信'],
    [/Firefox\//, 'Firefox'],
    [/Chrome\//, 'Chrome'],
    [/Safari\//, 'Safari'],
  ]
  const systems: [RegExp, string][] = [
    [/Windows/, 'Windows'],
    [/iPhone|iPad/, 'iOS'],
    [/Android/, 'Android'],
    [/Mac OS X/, 'macOS'],
    [/Linux/, 'Linux'],
  ]
  const of = (list: [RegExp, string][]) => list.find(([pattern]) => pattern.test(agent))?.[1]
  const found = [of(browsers), of(systems)].filter((name) => name !== undefined)
  return found.length === 0 ? null : found.join(' · ')
}
