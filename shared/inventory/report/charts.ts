import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { type Bars, barsHeight, barsOption, type Lines, linesOption } from './chart-options.ts';
import { Html, html } from './html.ts';

// Half a megabyte: this module is imported by `import()` only, when a page is made.
use([BarChart, LineChart, GridComponent, SVGRenderer]);

/** A chart is drawn in a narrow and in a wide form, as its text does not scale; the page shows the one that fits. */
const widths = { narrow: 330, wide: 640 };

/** `label` describes the chart in a sentence; the figures belong in a table next to it. */
export function bars(label: string, chart: Bars): Html {
  return figureOf(label, (width) => svg(barsOption(chart, width), width, barsHeight(chart, width)));
}

export function lines(label: string, chart: Lines): Html {
  return figureOf(label, (width) => svg(linesOption(chart, width), width, 200));
}

function figureOf(label: string, draw: (width: number) => string): Html {
  const drawings = Object.entries(widths).map(
    ([name, width]) => html`<div class="${name}">${new Html(draw(width))}</div>`,
  );
  return html`<div class="chart" role="img" aria-label="${label}">${drawings}</div>`;
}

function svg(option: EChartsCoreOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, useUTC: true, ...option });
    return plain(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/**
 * The drawing alone. What the library adds for its own script in the browser and for the mouse is removed, and so are
 * styles, which the page's own stylesheet sets, and ids, which differ from chart to chart.
 */
function plain(drawn: string): string {
  return drawn
    .replace(/<style.*?<\/style>|<defs.*?<\/defs>/gs, '')
    .replace(
      / (?:style|class|clip-path|pointer-events|ecmeta_\w+|xmlns\S*|version|baseProfile)="[^"]*"/g,
      '',
    )
    .replace(/<rect[^>]*fill="none"[^>]*><\/rect>\n?/, '')
    .replace('<svg', '<svg aria-hidden="true" focusable="false"')
    .replaceAll(/\n+/g, '');
}
