// Asks the browser's wallet (EIP-1193) to sign the delegation that stands in the page, and puts the answer into the form.

const request = JSON.parse(document.getElementById("request").textContent);
const button = document.getElementById("sign");
const said = document.getElementById("wallet");

async function sign() {
  try {
    const [owner] = await window.ethereum.request({ method: "eth_requestAccounts" });
    // As text: wallets take the typed data of eth_signTypedData_v4 as JSON.
    const signature = await window.ethereum.request({ method: "eth_signTypedData_v4", params: [owner, JSON.stringify(request)] });
    // Only into the form: the server checks what was signed, and the owner sees it before it is sent.
    document.getElementById("answer").value = JSON.stringify({ ...request, owner, signature }, null, 1);
    said.textContent = `Signed by ${owner}. Now check and save it below.`;
  } catch (problem) {
    said.textContent = `The wallet did not sign: ${problem?.message ?? problem}`;
  }
}

if (window.ethereum) {
  button.hidden = false;
  said.textContent = "Your wallet will show the site, the key and the time before it signs.";
  button.addEventListener("click", sign);
}
