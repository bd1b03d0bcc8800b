import { code, type StackCode } from '../snippet.ts'

export const elixir: StackCode = {
  makeTheToken: code(
    String.raw`
# mix.exs: {:jose, "~> 1.11"}, and Jason or Jiffy, which it finds by itself. In Erlang: jose_jws:sign(…) and so on.
defmodule TokenProvider do
  @doc "account: the one that your own session names, never one that the browser sends"
  def token_for(account) do
    now = System.system_time(:second)

    claims = %{
      # stable, unique, no e-mail address
      "https://iadvize.com/userId" => to_string(account.id),
      # optional, strings only
      "https://iadvize.com/visitorData" => %{"firstName" => account.first_name},
      "iss" => "https://livechat.iadvize.com",
      "iat" => now,
      "exp" => now + 60
    }

    {_, jws} = :jose_jws.compact(:jose_jwt.sign(key("BRAND_PRIVATE_KEY_FILE"), %{"alg" => "RS256"}, claims))
    # Name both algorithms: without them it is RSA-OAEP with A128GCM.
    header = %{"alg" => "RSA-OAEP-256", "enc" => "A256GCM", "cty" => "JWT"}
    {_, jwe} = :jose_jwe.compact(:jose_jwk.block_encrypt(jws, header, key("IADVIZE_PUBLIC_KEY_FILE")))
    jwe
  end

  defp key(variable), do: :jose_jwk.from_pem_file(System.fetch_env!(variable))
end
`,
    'jose 1.11.5 and Jiffy 1.1.1 on Elixir 1.14',
  ),
  providerEndpoint: code(String.raw`
# Phoenix. The session decides who it is; parameters are not read. No CORS plug: your own pages alone ask.
defmodule ShopWeb.IadvizeTokenController do
  use ShopWeb, :controller

  def show(conn, _params) do
    conn = put_resp_header(conn, "cache-control", "no-store")

    # yours: what your sign-in assigns
    case conn.assigns[:current_account] do
      nil -> send_resp(conn, 401, "")
      account -> json(conn, %{token: TokenProvider.token_for(account)})
    end
  end
end
`),
  traps: [
    {
      requirements: ['token/outer-alg', 'token/outer-enc'],
      text: 'jose for Erlang encrypts with RSA-OAEP and A128GCM unless the header names alg and enc: pass %{"alg" => "RSA-OAEP-256", "enc" => "A256GCM"}',
    },
    {
      requirements: ['token/compact'],
      text: 'jose for Erlang ends with unsupported_json_module where no JSON library is loaded: add Jason, or jose:json_module(jose_json_jiffy)',
    },
  ],
}
