import { boot } from "./boot.ts";

export default boot();
