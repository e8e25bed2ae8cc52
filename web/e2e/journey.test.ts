import { expect, test, type Page } from '@playwright/test'
import { en } from '../src/app/i18n/en'
import { zh } from '../src/app/i18n/zh'
import { Stand } from './stand'

const agents = 60
const account = { name: '王工', email: 'wang@example.com', password: 'a weir divides the river' }

for (const [language, words] of [
  ['zh-CN', zh],
  ['en', en],
] as const)
  test.describe.serial(`from set-up to delivery, ${language}`, () => {
    let stand: Stand
    let page: Page
    const faults: string[] = []

    test.beforeAll(async ({ browser }) => {
      stand = await Stand.start(agents)
      page = await (await browser.newContext()).newPage()
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        // A refusal that the page shows is also written to the console by the browser.
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
      })
      await page.addInitScript(`if (!localStorage.getItem('weir.language')) localStorage.setItem('weir.language', '${language}')`)
    })

    test.afterAll(async () => {
      await page.context().close()
      await stand.stop()
    })

    const menu = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

    test('the first account is made by the link that the server has printed', async () => {
      await page.goto(stand.setupLink)
      await page.getByLabel(words.session.name, { exact: true }).fill(account.name)
      await page.getByLabel(words.session.email).fill(account.email)
      await page.getByLabel(words.session.newPassword, { exact: true }).fill(account.password)
      await page.getByLabel(words.session.repeatPassword).fill(account.password)
      await page.getByRole('button', { name: words.session.setupDo }).click()
      await expect(page.getByRole('heading', { name: words.overview.title })).toBeVisible()
    })

    test('who is signed out is asked to sign in and led back', async () => {
      await page.getByRole('button', { name: `${words.nav.account}: ${account.name}` }).click()
      await page.getByRole('menuitem', { name: words.session.signOut }).click()
      await expect(page.getByRole('heading', { name: words.session.signInTitle })).toBeVisible()
      await page.goto(`${stand.address}/flows?q=cust`)
      await page.getByLabel(words.session.email).fill(account.email)
      await page.getByLabel(words.session.password, { exact: true }).fill('not the password')
      await page.getByRole('button', { name: words.session.signIn }).click()
      await expect(page.getByText(words.session.refused)).toBeVisible()
      await page.getByLabel(words.session.password, { exact: true }).fill(account.password)
      await page.getByRole('button', { name: words.session.signIn }).click()
      await expect(page).toHaveURL(`${stand.address}/flows?q=cust`)
      await expect(page.getByRole('heading', { name: words.flows.title })).toBeVisible()
    })

    test('base data that is missing in the target fails every document, and the overview says so', async () => {
      await stand.changeVendor('kingdee', { baseData: { BD_Currency: ['PRE007'] } })
      await page.getByRole('link', { name: '植隆客户 → 金蝶客户' }).click()
      await expect(page.getByText('客户字段映射')).toBeVisible()
      await page.getByRole('button', { name: new RegExp(words.flows.runNow) }).click()
      await menu(words.nav.overview).click()
      await expect(page.getByRole('link', { name: new RegExp(`${words.overview.needPerson}\\s*${agents}`) })).toBeVisible({
        timeout: 30_000,
      })
    })

    test('the failures are one group, with the reason', async () => {
      await menu(words.nav.errors).click()
      const rows = page.getByRole('row').filter({ hasText: 'PRE001' })
      await expect(rows).toHaveCount(1)
      await expect(rows).toContainText(String(agents))
    })

    test('once mended, the group is released and delivered', async () => {
      await stand.changeVendor('kingdee', { baseData: { BD_Currency: ['PRE001', 'PRE007'] } })
      await page.getByRole('button', { name: words.errors.releaseAll }).click()
      await page.getByRole('dialog').getByRole('button', { name: words.jobs.actions.release }).click()
      await menu(words.nav.jobs).click()
      await expect(page.getByRole('row').filter({ hasText: words.jobs.state.done })).toHaveCount(1)
      await menu(words.nav.overview).click()
      await expect(page.getByRole('link', { name: new RegExp(`${words.overview.delivered}\\s*${agents}`) })).toBeVisible({
        timeout: 30_000,
      })
      await expect(page.getByText(words.overview.allQuiet)).toBeVisible()
      expect(await stand.customers()).toHaveLength(agents)
    })

    test('a customer is found by name and by number, with its requests', async () => {
      const customer = (await stand.customers())[7]
      if (customer === undefined) throw new Error('the sandbox has no customers')
      for (const text of [customer.FName, customer.FNumber, customer.F_out_id]) {
        await page.getByRole('textbox', { name: words.app.findDocument }).fill(text)
        await page.getByRole('textbox', { name: words.app.findDocument }).press('Enter')
        await expect(page.getByRole('row').filter({ hasText: customer.FNumber })).toHaveCount(1)
      }
      await page.getByRole('link', { name: customer.F_out_id, exact: true }).click()
      const drawer = page.getByRole('dialog')
      await expect(drawer.getByText(customer.FNumber).first()).toBeVisible()
      await expect(drawer.getByText(words.documents.timeline.attempt, { exact: true })).toHaveCount(2)
      await expect(drawer.getByLabel(words.documents.request, { exact: true }).first()).toContainText(customer.F_out_id)
      await expect(drawer.getByText(words.documents.timeline.released)).toBeVisible()
      await drawer.getByRole('tab', { name: words.documents.record }).click()
      await expect(drawer.getByRole('tabpanel', { name: words.documents.record })).toContainText(customer.FName)
    })

    test('a link to a document is good in another tab', async () => {
      const other = await page.context().newPage()
      await other.goto(page.url())
      await expect(other.getByRole('dialog').getByRole('tab', { name: words.documents.history })).toBeVisible()
      await other.close()
    })

    test('every page opens without a fault', async () => {
      await page.goto(stand.address)
      test.slow()
      const { overview, documents, errors, jobs, flows, runs, connections, people, audit, settings } = words.nav
      for (const name of [overview, documents, errors, jobs, flows, runs, connections, people, audit, settings]) {
        await menu(name).click()
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
        await expect(page.getByRole('status', { name: words.app.loading })).toHaveCount(0)
        await expect(page.getByRole('alert')).toHaveCount(0)
      }
      if (language === 'en') await expect(page.getByRole('navigation')).not.toContainText(/[\u4e00-\u9fff]/)
      expect(faults).toEqual([])
    })
  })
