import qrcode from "qrcode-generator";

/** Return a text as a square of `size` modules, the dark ones as an SVG path. */
export function drawQr(text: string): { size: number; path: string } {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const all = Array.from({ length: size }, (_, at) => at);
  const dark = all.flatMap((y) =>
    all.filter((x) => code.isDark(y, x)).map((x) => `M${x} ${y}h1v1h-1z`),
  );
  return { size, path: dark.join("") };
}
