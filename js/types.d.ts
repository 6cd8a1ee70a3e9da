// esbuild hands style sheets over as text, to be put into the shadow root of a view.
declare module "*.css" {
  const text: string;
  export default text;
}
