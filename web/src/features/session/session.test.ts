import { describe, expect, it } from 'vitest'
import { nextOf, tokenOf } from './session'

describe('links', () => {
  it('takes the token from behind # or ?', () => {
    expect(tokenOf({ hash: '#token=a-b_c', search: '' })).toBe('a-b_c')
    expect(tokenOf({ hash: '', search: '?token=x' })).toBe('x')
    expect(tokenOf({ hash: '', search: '' })).toBe('')
  })

  it('goes on to pages of this interface alone', () => {
    expect(nextOf('?next=%2Fdocuments%3Fstate%3Dfailed')).toBe('/documents?state=failed')
    for (const evil of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', ''])
      expect(nextOf(`?next=${encodeURIComponent(evil)}`)).toBe('/')
  })
})
