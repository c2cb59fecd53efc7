// A page that is opened from a folder may start no Worker. The search, which wants one,
// then runs in a hidden frame, and nothing is fetched from elsewhere.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.srcdoc =
        "<script>" +
        "var postMessage = (data) => frameElement.told(data);" +
        "var importScripts = (...urls) => urls.forEach((url) => {" +
        'const script = document.createElement("script");' +
        "script.src = url; script.async = false; document.head.append(script); });" +
        `<\/script><script src="${url}"><\/script>`;
      this.frame.told = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        this.onmessage?.(event);
      };
      this.ready = new Promise((done) => this.frame.addEventListener("load", done));
      document.documentElement.append(this.frame);
    }

    async postMessage(data) {
      await this.ready;
      const { MessageEvent: Message, dispatchEvent } = this.frame.contentWindow;
      dispatchEvent(new Message("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
