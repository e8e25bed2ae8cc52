import { describe, expect, it } from 'vitest'
import { sound, statesOf } from './filter'

describe('the filter of the ledger', () => {
  it('keeps what the API takes', () => {
    const filter = { flow: 'a', q: 'CUST', state: 'failed,held', from: '2026-03-01T00:00:00.000Z', group: '0123456789abcdef' }
    expect(sound(filter)).toEqual(filter)
  })

  it('drops what was written by hand and is none of ours', () => {
    expect(sound({ state: 'lost,failed', from: 'yesterday-ish', group: '../x' })).toEqual({ state: 'failed' })
    expect(sound({ state: 'sending' })).toEqual({})
  })

  it('lists states in the order of the tags, each once', () => {
    expect(statesOf({ state: 'delivered,failed,failed' })).toEqual(['failed', 'delivered'])
  })
})
