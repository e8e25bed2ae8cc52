import { describe, expect, it } from 'vitest'
import { link, listOf, readFilter, withFilter } from './urlState'

describe('filters in an address', () => {
  it('reads the names asked for, and leaves out what is empty', () => {
    const params = new URLSearchParams('flow=a&state=&q=%20CUST%20&other=1')
    expect(readFilter(params, ['flow', 'state', 'q'])).toEqual({ flow: 'a', q: 'CUST' })
  })

  it('changes some and leaves the others', () => {
    const params = new URLSearchParams('flow=a&tab=runs')
    expect(withFilter(params, { flow: undefined, state: 'failed' }).toString()).toBe('tab=runs&state=failed')
    expect(params.toString()).toBe('flow=a&tab=runs')
  })

  it('writes links that are read back', () => {
    const to = link('/documents', { flow: '订单 & 客户', q: 'a=b', state: undefined })
    expect(readFilter(new URLSearchParams(to.split('?')[1]), ['flow', 'q', 'state'])).toEqual({ flow: '订单 & 客户', q: 'a=b' })
    expect(link('/documents', { q: '' })).toBe('/documents')
  })

  it('takes lists apart', () => {
    expect(listOf('failed,held')).toEqual(['failed', 'held'])
    expect(listOf(undefined)).toEqual([])
    expect(listOf(',')).toEqual([])
  })
})
