/** The parts of ECharts that our charts are made of: bars, drawn as SVG. */
import { BarChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, AxisPointerComponent, GridComponent, TooltipComponent, SVGRenderer]);

export { type EChartsCoreOption, type EChartsType, init } from "echarts/core";
