/** Numbers, times and sizes as people read them; times in the browser's zone. */
const minute = 60
const hour = 60 * minute
const day = 24 * hour

export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value)
}

export function dateTime(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(new Date(iso))
}

/** Without the year when it is this year, so that columns stay narrow. */
export function shortTime(iso: string, now: Date, language: string): string {
  const time = new Date(iso)
  const sameDay = time.toDateString() === now.toDateString()
  const sameYear = time.getFullYear() === now.getFullYear()
  return new Intl.DateTimeFormat(language, {
    ...(sameYear ? {} : { year: 'numeric' as const }),
    ...(sameDay ? {} : { month: '2-digit' as const, day: '2-digit' as const }),
    hour: '2-digit',
    minute: '2-digit',
    ...(sameYear ? { second: '2-digit' as const } : {}),
    hour12: false,
  }).format(time)
}

/** 3 minutes ago, in 2 hours; null when it is less than five seconds away. */
export function relative(iso: string, now: Date, language: string): string | null {
  const seconds = (new Date(iso).getTime() - now.getTime()) / 1000
  const size = Math.abs(seconds)
  if (size < 5) return null
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  if (size < minute) return words.format(Math.round(seconds), 'second')
  if (size < hour) return words.format(Math.round(seconds / minute), 'minute')
  if (size < day) return words.format(Math.round(seconds / hour), 'hour')
  return words.format(Math.round(seconds / day), 'day')
}

/** A span of seconds in its two largest units: 1 小时 5 分钟. */
export function span(seconds: number, language: string): string {
  const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day', digits = 0) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(
      value,
    )
  if (seconds < 10) return unit(seconds, 'second', 1)
  const whole = Math.round(seconds)
  const parts: [number, 'second' | 'minute' | 'hour' | 'day'][] = [
    [Math.floor(whole / day), 'day'],
    [Math.floor((whole % day) / hour), 'hour'],
    [Math.floor((whole % hour) / minute), 'minute'],
    [whole % minute, 'second'],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, name]) => unit(value, name))
    .join(' ')
}

export function bytes(value: number, language: string): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let at = 0
  let left = value
  while (left >= 1024 && at < units.length - 1) {
    left /= 1024
    at++
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: left < 10 && at > 0 ? 1 : 0 }).format(left)} ${units[at] ?? ''}`
}

/** JSON laid out for reading; null when the text is not JSON. Numbers keep their text: ids have more digits than JavaScript holds. */
export function prettyJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  let out = ''
  let depth = 0
  const line = () => '\n' + '  '.repeat(depth)
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      depth++
      out += token + line()
    } else if (token === '}' || token === ']') {
      depth--
      const open = token === '}' ? '{' : '['
      const bare = out.trimEnd()
      out = bare.endsWith(open) ? bare + token : out + line() + token
    } else if (token === ',') out += token + line()
    else if (token === ':') out += ': '
    else out += token
  }
  return out
}
