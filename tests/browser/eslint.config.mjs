import js from "@eslint/js";

const globals = Object.fromEntries(
  [
    "cancelAnimationFrame",
    "clearTimeout",
    "CSS",
    "document",
    "getComputedStyle",
    "history",
    "location",
    "matchMedia",
    "performance",
    "requestAnimationFrame",
    "setTimeout",
    "WheelEvent",
    "window",
  ].map((name) => [name, "readonly"]),
);

export default [
  {
    ...js.configs.recommended,
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals },
    rules: {
      ...js.configs.recommended.rules,
      complexity: ["error", 12],
      eqeqeq: "error",
      "max-lines": ["error", 400],
      "no-shadow": "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
