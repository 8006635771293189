#pragma once

#include <string>

namespace net {

/// Why a certificate was refused, as a sentence for an operator. `verdict` is one of OpenSSL's
/// X509_V_ERR_ values; those without words of ours get OpenSSL's.
std::string certificate_refusal(long verdict, const std::string& host);

}  // namespace net
