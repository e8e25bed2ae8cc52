import { describe, expect, it } from 'vitest'
import { en } from './en'
import { zh } from './zh'

function flat(words: object, above = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[above + key, value]] : flat(value as object, `${above}${key}.`),
  )
}

const chinese = new Map(flat(zh))
const english = new Map(flat(en))
const placeholders = (text: string) => [...text.matchAll(/{{\w+}}/g)].map(([name]) => name).sort()

describe('words of the interface', () => {
  it('has the same words in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('leaves none empty, and puts the same values into both', () => {
    const wrong = [...chinese].filter(([key, text]) => {
      const other = english.get(key) ?? ''
      return text.trim() === '' || other.trim() === '' || placeholders(text).join() !== placeholders(other).join()
    })
    expect(wrong).toEqual([])
  })

  it('has no Chinese in the English words but names', () => {
    const names = /堰|简体中文|植隆|金蝶/g
    const strays = [...english].filter(([, text]) => /[\u4e00-\u9fff]/.test(text.replace(names, '')))
    expect(strays).toEqual([])
  })
})
