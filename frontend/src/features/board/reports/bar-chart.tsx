import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import type { ReactElement } from 'react';
import { formatNumber } from '@/lib/numbers';
import type { Figure } from './model';

/** Bars of one colour: the words say which is which, so that nobody has to tell colours apart. */
export interface BarsProps {
  readonly figures: readonly Figure[];
  readonly name: string;
  readonly locale: string;
  /** Lying bars, for names; else standing ones, for days. */
  readonly lying: boolean;
  readonly onChoose: (figure: Figure) => void;
}

/** The chart alone: it is loaded when a report is opened, since the library is as large as the rest of the screen. */
export function Bars({ figures, name, locale, lying, onChoose }: BarsProps): ReactElement {
  const data = figures.map(({ label, value }) => ({ label, [name]: value }));
  const choose = (_: unknown, index: number): void => {
    const figure = figures[index];
    if (figure?.part !== undefined) onChoose(figure);
  };
  return (
    <BarChart
      h={lying ? Math.max(80, 40 + 34 * figures.length) : 220}
      data={data}
      dataKey="label"
      series={[{ name, color: 'var(--accent)' }]}
      orientation={lying ? 'vertical' : 'horizontal'}
      gridAxis={lying ? 'y' : 'x'}
      textColor="var(--dim)"
      gridColor="var(--line)"
      valueFormatter={(value) => formatNumber(value, locale)}
      yAxisProps={lying ? { width: 150 } : { width: 44, allowDecimals: false }}
      xAxisProps={lying ? { allowDecimals: false } : { minTickGap: 16 }}
      barProps={{ maxBarSize: 28, radius: 3, isAnimationActive: false, onClick: choose, cursor: 'pointer' }}
    />
  );
}
