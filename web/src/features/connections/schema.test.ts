import { describe, expect, it } from 'vitest'
import { rowsOf, toForm, toSettings, type SettingSchema } from './schema'

const schema: SettingSchema = {
  type: 'object',
  required: ['url'],
  properties: {
    url: { type: 'string', title: '地址', 'x-title-en': 'URL' },
    retries: { type: 'integer' },
    verify: { type: 'boolean', default: true },
    hosts: { type: 'array', items: { type: 'string' } },
    headers: { type: 'object', additionalProperties: { type: 'string' } },
    auth: {
      type: 'object',
      title: '登录',
      properties: { user: { type: 'string' }, password: { type: 'string', 'x-secret': true, title: '密码' } },
    },
  },
}

describe('settings of a connection', () => {
  it('go into a form and come out as they were, secrets masked', () => {
    const shown = {
      url: 'https://a',
      retries: 0,
      verify: false,
      hosts: ['x'],
      headers: { A: '1' },
      auth: { user: 'u', password: '***' },
    }
    const form = toForm(shown, schema)
    expect(form.auth).toEqual({ user: 'u' })
    expect(toSettings(form, schema, shown)).toEqual(shown)
  })

  it('send a secret that was typed, and none where none is kept', () => {
    expect(toSettings({ auth: { password: 'new' } }, schema, { auth: { password: '***' } })).toEqual({
      auth: { password: 'new' },
    })
    expect(toSettings({ url: 'https://a', auth: { password: '' } }, schema, {})).toEqual({ url: 'https://a' })
  })

  it('leave out what is empty, and keep no and zero', () => {
    expect(toSettings({ url: '', retries: 0, verify: false, hosts: [], headers: '' }, schema)).toEqual({
      retries: 0,
      verify: false,
    })
  })

  it('are shown as rows with labels in the language, groups opened up', () => {
    const rows = rowsOf({ url: 'https://a', auth: { user: '', password: '***' } }, schema, 'zh-CN')
    expect(rows.map((row) => [row.label, row.value, row.secret])).toEqual([
      ['地址', 'https://a', false],
      ['登录 · 密码', '***', true],
    ])
    expect(rowsOf({ url: 'https://a' }, schema, 'en')[0]?.label).toBe('URL')
  })
})
