// Signs a prepared delegation as a browser wallet would (eth_signTypedData_v4), with ethers and with viem.
// Reads {privateKey, request} from standard input; prints {ethers, viem}.
import { readFileSync } from "node:fs";
import { ethers } from "ethers";
import { privateKeyToAccount } from "viem/accounts";

const { privateKey, request } = JSON.parse(readFileSync(0, "utf8"));
const { EIP712Domain, ...types } = request.types;
process.stdout.write(
  JSON.stringify({
    ethers: await new ethers.Wallet(privateKey).signTypedData(request.domain, types, request.message),
    viem: await privateKeyToAccount(privateKey).signTypedData(request),
    domainFields: EIP712Domain.map((field) => field.name),
  }),
);
