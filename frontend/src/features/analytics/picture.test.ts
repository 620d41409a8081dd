import { describe, expect, it } from "vitest";
import { LIGHT } from "./look";
import { OTHERS } from "./model";
import { coloured, heightOf, pictureOf, type Scene } from "./picture";

const [FIRST = ""] = LIGHT.layers;
const orders = { id: "orders", name: "Orders", values: [5, 7], color: FIRST };
const errors = {
  id: "errors",
  name: "Errors",
  values: [0, 1],
  color: LIGHT.errors,
  isStriped: true,
};

function aScene(more: Partial<Scene>): Scene {
  const labels = ["1 Dec", "2 Dec"];
  return { labels, pale: [false, true], layers: [orders], strip: null, brief: String, ...more };
}

describe("the colours of layers", () => {
  it("are those of the theme, and a quiet one for all the rest", () => {
    const layers = [orders, { ...orders, id: OTHERS }];

    expect(coloured(layers, LIGHT).map(({ color }) => color)).toEqual([FIRST, LIGHT.others]);
  });
});

describe("the picture of a scene", () => {
  it("is paler where a piece is not whole", () => {
    const { series } = pictureOf(aScene({}), LIGHT);

    expect(series).toMatchObject([{ data: [5, { value: 7, itemStyle: { opacity: 0.55 } }] }]);
  });

  it("has errors beneath, on the same places, told apart by more than colour", () => {
    const scene = aScene({ strip: errors });

    const { series, grid } = pictureOf(scene, LIGHT);

    expect(grid).toHaveLength(2);
    expect(heightOf(scene)).toBeGreaterThan(heightOf(aScene({})));
    expect(series).toMatchObject([{ xAxisIndex: 0 }, { xAxisIndex: 1, itemStyle: { decal: {} } }]);
  });

  it("has no edges where there are very many bars", () => {
    const labels = Array.from({ length: 365 }, String);

    const { series } = pictureOf(aScene({ labels }), LIGHT);

    expect(series).toMatchObject([{ itemStyle: { borderWidth: 0 } }]);
  });
});
