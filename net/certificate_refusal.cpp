#include "net/certificate_refusal.hpp"

#include <openssl/x509_vfy.h>

namespace net {
namespace {

std::string reason_of(long verdict) {
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "it has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "it is not yet valid (is this machine's clock right?)";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "it is for another host name";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return "it is self-signed, and that signer is not trusted here";
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "the authority at the end of its chain is not trusted here";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "its issuer is not trusted here, nor was it sent along (an unknown authority, or a "
             "chain that lacks its intermediate)";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return "its key is too weak";
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return "it is signed with a hash that is too weak";
    case X509_V_ERR_CERT_REVOKED:
      return "it was revoked";
    case X509_V_ERR_INVALID_PURPOSE:
      return "it is not meant for a server";
    default:
      return X509_verify_cert_error_string(verdict);
  }
}

}  // namespace

std::string certificate_refusal(long verdict, const std::string& host) {
  return "the certificate of " + host + " was refused: " + reason_of(verdict);
}

}  // namespace net
