import { describe, expect, it } from 'vitest'
import { bytes, count, prettyJson, relative, shortTime, span } from './format'

const now = new Date('2026-03-05T12:00:00Z')
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString()

describe('numbers', () => {
  it('separates thousands', () => {
    expect(count(1234567, 'zh-CN')).toBe('1,234,567')
  })

  it.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1536, '1.5 KB'],
    [20 * 1024, '20 KB'],
    [3.25 * 1024 ** 3, '3.3 GB'],
  ])('writes %d bytes as %s', (value, text) => {
    expect(bytes(value, 'en')).toBe(text)
  })
})

describe('times', () => {
  it('says nothing for less than five seconds', () => {
    expect(relative(before(4), now, 'zh-CN')).toBeNull()
  })

  it.each([
    [30, '30秒钟前', '30 seconds ago'],
    [180, '3分钟前', '3 minutes ago'],
    [7200, '2小时前', '2 hours ago'],
    [86400, '昨天', 'yesterday'],
    [-120, '2分钟后', 'in 2 minutes'],
  ])('tells %d seconds ago in both languages', (seconds, zh, en) => {
    expect(relative(before(seconds), now, 'zh-CN')).toBe(zh)
    expect(relative(before(seconds), now, 'en')).toBe(en)
  })

  it('leaves the day out when it is today, and the year when it is this year', () => {
    const noon = new Date(2026, 2, 5, 12)
    expect(shortTime(new Date(2026, 2, 5, 9, 8, 7).toISOString(), noon, 'zh-CN')).toBe('09:08:07')
    expect(shortTime(new Date(2026, 1, 1, 9, 8, 7).toISOString(), noon, 'zh-CN')).toBe('02/01 09:08:07')
    expect(shortTime(new Date(2025, 1, 1, 9, 8, 7).toISOString(), noon, 'zh-CN')).toBe('2025/02/01 09:08')
  })

  it.each([
    [0.25, '0.3 sec'],
    [59, '59 sec'],
    [60, '1 min'],
    [3900, '1 hr 5 min'],
    [90061, '1 day 1 hr'],
  ])('writes a span of %d seconds', (seconds, text) => {
    expect(span(seconds, 'en')).toBe(text)
  })
})

describe('prettyJson', () => {
  it('keeps digits that JavaScript numbers do not have', () => {
    expect(prettyJson('{"id":1234567890123456789,"price":1.50}')).toBe('{\n  "id": 1234567890123456789,\n  "price": 1.50\n}')
  })

  it('keeps brackets and escapes inside of texts, and empty groups on one line', () => {
    expect(prettyJson('{"a":"x{[,:\\"]}","b":[],"c":{ }}')).toBe('{\n  "a": "x{[,:\\"]}",\n  "b": [],\n  "c": {}\n}')
  })

  it.each(['', '{', '<html></html>', '{"a":1}x', "{'a':1}"])('says that %j is no JSON', (text) => {
    expect(prettyJson(text)).toBeNull()
  })

  it('agrees with the built-in parser on what the text means', () => {
    const value = { a: [1, 'two', null, { b: [true, []] }], 金额: '¥1,000' }
    expect(JSON.parse(prettyJson(JSON.stringify(value)) ?? '')).toEqual(value)
  })
})
