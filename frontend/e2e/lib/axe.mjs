/** Looks at screens with axe, in light and in dark, and gathers what it finds. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

// All of axe's rules, best practices too, and nothing left out; in dark only what judges colours, for nothing else
// of the page differs.
const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The findings of one journey. */
export class Axe {
  findings = new Map();
  seen = 0;

  constructor(page) {
    this.page = page;
  }

  /** Looks at what is on the screen now. */
  async look(screen) {
    const { page } = this;
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.waitForFunction((dark) => (document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark') === dark, scheme === 'dark');
      // Colours on their way are no colours.
      await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity));
      if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await source);
      const violations = await page.evaluate(async (dark) => {
        const rules = dark ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {};
        const result = await window.axe.run(document, { resultTypes: ['violations'], ...rules });
        return result.violations.flatMap((rule) =>
          rule.nodes.map((node) => `${rule.id} (${rule.impact})\n    ${node.html.replaceAll(/ (id|aria-controls|style)="[^"]*"/g, '').slice(0, 240)}\n    ${(node.failureSummary ?? '').split('\n').slice(1).join(' ').trim().slice(0, 300)}`),
        );
      }, scheme === 'dark');
      for (const each of violations) this.findings.set(each, [...(this.findings.get(each) ?? []), `${screen} (${scheme})`]);
      this.seen++;
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }

  /** Fails with everything that was found, each fault once with the screens that show it. */
  judge() {
    if (this.findings.size === 0) return;
    const list = [...this.findings].map(([what, where]) => `${what}\n    on ${where.length} looks: ${where.slice(0, 4).join(', ')}`);
    throw new Error(`axe found ${list.length} faults on ${this.seen} looks:\n${list.join('\n')}`);
  }
}
